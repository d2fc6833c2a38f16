(()=>{"use strict";const body=document.body,state=body.dataset.state,dot=document.querySelector(".live"),words=dot.dataset;let events=null;
const say=(text,lost)=>{dot.textContent=text;dot.classList.toggle("lost",lost)};
const close=()=>{if(events)events.close();events=null};
const open=()=>{if(events||document.hidden)return;events=new EventSource("/events");
events.onopen=()=>say("● "+words.live,false);
events.onerror=()=>say("○ "+words.lost,true);
events.onmessage=message=>{if(message.data!==state){close();location.reload()}}};
document.addEventListener("visibilitychange",()=>document.hidden?close():open());
addEventListener("pagehide",close);addEventListener("pageshow",open);open();
for(const code of document.querySelectorAll("code.command")){const button=document.createElement("button");
button.type="button";button.className="copy";button.textContent=words.copy;
button.addEventListener("click",async()=>{try{await navigator.clipboard.writeText(code.textContent);button.textContent=words.copied}catch{getSelection().selectAllChildren(code);button.textContent=words.selected}
setTimeout(()=>{button.textContent=words.copy},1500)});code.before(button)}})();
